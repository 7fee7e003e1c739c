package io.centrifuge.manager;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TakeoverWarmupTest {
    /** It goes all the way: in each of 3 takeovers, 32 owners hear of their 64 ranges each. */
    @Test
    void everyOwnerIsToldOfItsRanges() {
        assertThat(TakeoverWarmup.run(ManagerOptions.DEFAULT.config(1))).isGreaterThan(3 * 32 * 60);
    }
}
