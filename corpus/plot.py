"""The Kaplan-Meier figures of the sample papers."""

from __future__ import annotations

from reportlab.platypus import Flowable

from corpus.content import Figure


class SurvivalPlot(Flowable):  # type: ignore[misc]
    """Stepped survival curves over a grid of numbers at risk."""

    def __init__(self, figure: Figure, font: str, width: float) -> None:
        super().__init__()
        self.figure, self.font, self.width, self.height = figure, font, width, 158 + 9 * len(figure.curves)
        self.left, self.floor, self.plot_height = 62, 40 + 9 * len(figure.curves), 108

    def wrap(self, *_: float) -> tuple[float, float]:
        """The figure takes the width that it was made for."""
        return self.width, self.height

    def draw(self) -> None:
        """Axes, curves, legend and the grid below."""
        self.draw_axes()
        for i, curve in enumerate(self.figure.curves):
            self.draw_curve(i)
            self.canv.drawString(self.left - 58, 9 * (len(self.figure.curves) - 1 - i) + 2, curve.name)
            for month, count in zip(self.figure.months, curve.at_risk, strict=True):
                self.canv.drawCentredString(self.x(month), 9 * (len(self.figure.curves) - 1 - i) + 2, str(count))
        self.canv.drawString(self.left - 58, 9 * len(self.figure.curves) + 3, "No. at risk")
        if self.figure.note:
            self.canv.drawString(self.left + 8, self.floor + 8, self.figure.note)

    def x(self, month: float) -> float:
        """Where a month stands."""
        return self.left + month / self.figure.months[-1] * (self.width - self.left - 30)

    def y(self, percent: float) -> float:
        """Where a percentage stands."""
        return self.floor + percent / 100 * self.plot_height

    def draw_axes(self) -> None:
        """Both axes with their ticks and titles."""
        canvas = self.canv
        canvas.setFont(self.font, 6.5)
        canvas.setLineWidth(0.6)
        canvas.line(self.left, self.floor, self.width - 28, self.floor)
        canvas.line(self.left, self.floor, self.left, self.y(100))
        for percent in range(0, 101, 20):
            canvas.drawRightString(self.left - 4, self.y(percent) - 2, str(percent))
        for month in self.figure.months:
            canvas.drawCentredString(self.x(month), self.floor - 9, str(month))
        canvas.drawCentredString((self.left + self.width) / 2, self.floor - 19, "Months since randomization")
        canvas.saveState()
        canvas.translate(self.left - 24, self.y(50))
        canvas.rotate(90)
        canvas.drawCentredString(0, 0, self.figure.axis)
        canvas.restoreState()

    def draw_curve(self, index: int) -> None:
        """One curve as steps, with its name at the right."""
        curve, canvas = self.figure.curves[index], self.canv
        canvas.saveState()
        canvas.setLineWidth(1.1)
        canvas.setDash([] if index == 0 else [3, 1.5 * index])
        for (month, percent), (after, lower) in zip(curve.corners, curve.corners[1:], strict=False):
            canvas.line(self.x(month), self.y(percent), self.x(after), self.y(percent))
            canvas.line(self.x(after), self.y(percent), self.x(after), self.y(lower))
        canvas.restoreState()
        month, percent = curve.corners[-1]
        canvas.drawString(self.x(month) + 3, self.y(percent) - 2, curve.name)
