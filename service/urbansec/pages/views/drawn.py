"""What a view has drawn, and what it had to leave out."""

from dataclasses import dataclass

from urbansec.pages.graphics import Graphic


@dataclass(frozen=True)
class Drawn:
    """A picture. ``bare`` rows have nothing that it could show; ``cut`` values are too many for it. What the graphic itself leaves out it says itself."""

    graphic: Graphic
    bare: int = 0
    cut: int = 0
