package io.centrifuge.protocol.client;

import java.util.List;

/**
 * The managers as a client goes through them until one answers: an owner until it finds the leader,
 * a lookup until it finds one that is not behind. Not safe for use by several threads.
 */
public final class ManagerRing {
    private final List<ManagerAddress> managers;
    private int at;

    /**
     * @param first where to begin, any number: drawn at random, it spreads many clients evenly
     */
    public ManagerRing(ManagerAddresses managers, int first) {
        this.managers = managers.all();
        this.at = Math.floorMod(first, this.managers.size());
    }

    /** The one to talk to now. */
    public ManagerAddress current() {
        return managers.get(at);
    }

    /** Goes on to the next, the first coming after the last, and returns it. */
    public ManagerAddress next() {
        at = (at + 1) % managers.size();
        return current();
    }
}
