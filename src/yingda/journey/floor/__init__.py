"""Floor: what is happening now, and who steps in?

Hears  nothing
Says   AgentMessaged, NotesLetGo
Does   nothing
Asks   people: whom does this leader lead?; desk: this agent into another state, or home;
       channels: the leader's telephone on this agent's talk
Owns   floor.notes: what leaders wrote to agents
"""
