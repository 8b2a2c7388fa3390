"""Learning from the business's own history: who will not buy again within the horizon, and why.

Pure: arrays and frames in, arrays and frames out. See docs/design/learning.md.

history → frame (features as of a day) → origins (what was known then, and what came) → training → FittedModel
"""
