"""The handover log: who took over, who agreed, what is due, and everything in one timeline."""
