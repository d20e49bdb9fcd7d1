"""Review: a sheet that came back is compared with what was written; decisions are kept and carried to later runs."""
