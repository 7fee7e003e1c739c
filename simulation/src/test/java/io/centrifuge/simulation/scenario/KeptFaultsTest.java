package io.centrifuge.simulation.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptFaultsTest {
    @ParameterizedTest
    @ValueSource(strings = {"all", "none", "3", "3,17,22", "3-5,9", "0,2-3"})
    void isReadAsItIsWritten(String text) {
        assertThat(KeptFaults.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3,", "-1", "x", "3;4", "99999999999"})
    void whatDoesNotParseIsNamedWithTheRemedy(String text) {
        assertThatThrownBy(() -> KeptFaults.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageContaining("such as 3,17-22");
    }

    @Test
    void thePlanHasOnlyWhatIsKeptEachAsItWas() {
        Scenario scenario = Scenario.of(7, 0);
        FaultPlan all = new FaultPlan(scenario);
        FaultPlan some = new FaultPlan(scenario.with(KeptFaults.parse("2,5")));
        Fault third = null;
        for (int i = 0; i < 3; i++) {
            third = all.next().orElseThrow();
        }
        assertThat(some.next()).contains(third);
        assertThat(some.next())
                .hasValueSatisfying(fault -> assertThat(fault.index()).isEqualTo(5));
        assertThat(some.next()).isEmpty();
    }
}
