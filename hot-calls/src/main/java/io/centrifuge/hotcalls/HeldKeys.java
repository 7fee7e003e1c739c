package io.centrifuge.hotcalls;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Keys that the fleet's first owner holds, since nearly all requests come to who holds the key. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls choose() first
public class HeldKeys {
    Keys keys;

    @Setup
    public void choose(Fleet fleet) {
        keys = new Keys(hash -> fleet.owner.checkLeaseNowOfHash(hash).held());
    }
}
