"""Where documents are worked on: in this process, or in worker processes with limits of their own."""
