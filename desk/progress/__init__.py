"""How far a complaint is, as its customer sees it at a link; what he does there; filing one by himself."""
