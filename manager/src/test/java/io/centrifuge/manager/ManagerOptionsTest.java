package io.centrifuge.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.LeaseTiming;
import org.junit.jupiter.api.Test;

class ManagerOptionsTest {
    @Test
    void theDefaultListensOnLoopback() {
        assertThat(ManagerOptions.DEFAULT.host()).isEqualTo("127.0.0.1");
        assertThat(ManagerOptions.DEFAULT.lease()).isEqualTo(LeaseTiming.STANDARD);
    }

    @Test
    void wrongValuesAreNamed() {
        assertThatThrownBy(() -> ManagerOptions.DEFAULT.withHost(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host");
        assertThatThrownBy(() -> ManagerOptions.DEFAULT.withPort(65_536))
                .hasMessageContaining("65536");
        assertThatThrownBy(() -> ManagerOptions.DEFAULT.withVirtualNodes(0))
                .hasMessageContaining("virtual nodes");
        assertThatThrownBy(() -> ManagerOptions.DEFAULT.withMetricsPort(-1))
                .hasMessageContaining("metrics port")
                .hasMessageContaining("-1");
    }

    @Test
    void theMetricsPageIsOffUnlessAskedForAndHasAPortOfItsOwn() {
        assertThat(ManagerOptions.DEFAULT.metricsPort()).isEmpty();
        assertThat(ManagerOptions.DEFAULT.withPort(0).withMetricsPort(0).metricsPort())
                .hasValue(0);
        assertThat(ManagerOptions.DEFAULT.withMetricsPort(9464).withHost("::1").metricsPort())
                .hasValue(9464);
        assertThatThrownBy(() -> ManagerOptions.DEFAULT.withMetricsPort(7400))
                .hasMessageContaining("7400")
                .hasMessageContaining("choose another");
    }
}
