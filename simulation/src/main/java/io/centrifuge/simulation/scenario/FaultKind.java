package io.centrifuge.simulation.scenario;

/** All that can go wrong, or just happen, in a simulated world. */
public enum FaultKind {
    LOSS(true, "a message is lost"),
    DELAY(true, "a message takes long"),
    REPEAT(true, "a message arrives more than once"),
    REORDER(true, "a message overtakes an earlier one"),
    STRAY(true, "a message reaches a process that it isn't meant for"),
    CUT_ONE_WAY(false, "nothing passes from or to a process"),
    CUT_BOTH_WAYS(false, "nothing passes from and to a process"),
    OWNER_CRASH(false, "an owner's process dies"),
    OWNER_RESTART(false, "an owner's process dies, and one of its name starts"),
    OWNER_TWIN(false, "a second process of an owner's name starts"),
    OWNER_PAUSE(false, "an owner's process stands still"),
    OWNER_SUSPEND(false, "an owner's machine is suspended: its monotonic clock stops"),
    OWNER_DISCONNECT(false, "an owner's stream breaks"),
    OWNER_JOIN(false, "an owner joins"),
    OWNER_LEAVE(false, "an owner leaves"),
    OWNER_DRAIN(false, "an administrator drains an owner"),
    OWNERS_SCALE(false, "a service is to have more owners, or fewer"),
    MANAGER_CRASH(false, "a manager's process dies"),
    MANAGER_SHUTDOWN(false, "a manager shuts down"),
    MANAGER_PAUSE(false, "a manager's process stands still"),
    MANAGER_SUSPEND(false, "a manager's machine is suspended: its monotonic clock stops"),
    MANAGERS_AWAY(false, "all managers die, and none starts for long"),
    LOOKUP_AWAY(false, "a lookup's process stands still"),
    LOOKUP_DISCONNECT(false, "a lookup's watch breaks"),
    CLOCK_STEP_FORWARD(false, "a wall clock jumps forward"),
    CLOCK_STEP_BACK(false, "a wall clock jumps back"),
    CLOCK_DRIFT(false, "a process's clocks change their rate, within the bound"),
    CLOCK_DRIFT_BEYOND(false, "one of a process's clocks leaves the bound, the other keeps it"),
    CLOCKS_BROKEN(false, "both clocks of an owner run too slow: outside what is assumed"),
    STORE_SLOW(false, "commits take long"),
    STORE_LOST_REPLIES(false, "a manager's proposals pass, but it learns nothing of the log"),
    STORE_REFUSES(false, "a manager's proposals are lost, but it follows the log"),
    STORE_REPEATS(false, "proposals are committed more than once"),
    STORE_STALLS(false, "nothing is committed"),
    STORE_CUT_OFF(false, "a manager neither proposes nor follows"),
    STORE_RESTORED(false, "the store is lost, and restored from a backup"),
    MISTAKE(false, "an operator starts or restores something wrongly");

    private final boolean ofMessages;
    private final String text;

    FaultKind(boolean ofMessages, String text) {
        this.ofMessages = ofMessages;
        this.text = text;
    }

    /** Whether it befalls single messages, at a rate, rather than once. */
    public boolean isOfMessages() {
        return ofMessages;
    }

    /** What happens, in words. */
    public String text() {
        return text;
    }
}
