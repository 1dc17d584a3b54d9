"""How fast Parlor is: every figure is measured in one run, side by side where there are others."""
