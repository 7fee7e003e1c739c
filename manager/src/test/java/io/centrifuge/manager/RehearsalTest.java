package io.centrifuge.manager;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RehearsalTest {
    /** It goes all the way: 3 takeovers, each naming 2,048 ranges to 32 owners. */
    @Test
    void everyOwnerIsToldOfItsRanges() {
        assertThat(Rehearsal.run(ManagerOptions.DEFAULT.config(1))).isGreaterThan(3 * 2_048 * 10);
    }
}
