package io.centrifuge.store.ratis;

import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.StoreRecord;

/** Records of one leader's term. */
final class Records {
    static final long PROCESS = 0x1234;

    /** Begins term 1 in an empty store. */
    static final StoreRecord TAKE_OVER = new LeaderWrite.TakeOver(LeaderRecord.NONE, PROCESS, 18);

    private Records() {}

    /** Accepted if it is the next one. */
    static StoreRecord heartbeat(long number) {
        return new LeaderWrite.Heartbeat(1, PROCESS, number, 18, false);
    }
}
