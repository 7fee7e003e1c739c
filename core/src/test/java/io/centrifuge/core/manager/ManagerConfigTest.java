package io.centrifuge.core.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.centrifuge.LeaseTiming;
import io.centrifuge.ServiceName;
import io.centrifuge.core.time.LeaderTiming;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagerConfigTest {
    private static final ServiceName PRESENCE = new ServiceName("presence");

    private static ManagerConfig config(int nodes, Map<ServiceName, Integer> nodesOf) {
        return new ManagerConfig(
                1, LeaseTiming.FAST, LeaderTiming.STANDARD, nodes, nodesOf, JoinWait.STANDARD);
    }

    @Test
    void aServiceMayHaveItsOwnNumberOfNodes() {
        ManagerConfig config = config(64, Map.of(PRESENCE, 4096));
        assertThat(config.virtualNodesOf(PRESENCE)).isEqualTo(4096);
        assertThat(config.virtualNodesOf(new ServiceName("other"))).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 4097})
    void nodesOutOfRange(int nodes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config(nodes, Map.of()))
                .withMessage("virtual nodes must be from 1 to 4096, but is " + nodes);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config(64, Map.of(PRESENCE, nodes)))
                .withMessage("virtual nodes of service presence must be from 1 to 4096, but is "
                        + nodes);
    }
}
