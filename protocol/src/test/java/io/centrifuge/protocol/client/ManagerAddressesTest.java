package io.centrifuge.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagerAddressesTest {
    @Test
    void parsesNamesAndAddressesInOrder() {
        ManagerAddresses managers =
                ManagerAddresses.parse("manager-1.example.org:7400, 10.0.0.2:7401 ,[::1]:7402");
        assertThat(managers.all())
                .containsExactly(
                        new ManagerAddress("manager-1.example.org", 7400),
                        new ManagerAddress("10.0.0.2", 7401),
                        new ManagerAddress("::1", 7402));
        assertThat(managers).hasToString("manager-1.example.org:7400,10.0.0.2:7401,[::1]:7402");
        assertThat(ManagerAddresses.parse(managers.toString())).isEqualTo(managers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a:",
                ":7400",
                "a:0",
                "a:65536",
                "a:-1",
                "a:07400",
                "a:x",
                "a:1/x",
                "u@a:1",
                "a b:1",
                "::1:7400",
                "[::1]",
                "[::1:7400",
                "http://a:1",
                "a:1:2",
                "a%:1",
                "a:1?x",
                "a:99999999999"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ManagerAddresses.parse("good:1," + text))
                .withMessageContaining("manager address \"" + text + "\"")
                .withMessageContaining("write host:port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:1,", ",a:1", "a:1,,b:1"})
    void refusesAnEmptyPlace(String list) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ManagerAddresses.parse(list))
                .withMessageContaining("manager address \"\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void refusesAnEmptyList(String list) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ManagerAddresses.parse(list))
                .withMessageContaining("give at least one");
    }

    @Test
    void refusesTheSameTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ManagerAddresses.parse("a:1,b:1,a:1"))
                .withMessageContaining("\"a:1\" is given twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:1", "[::1]", "a/b", "u@a"})
    void refusesAHostThatIsNone(String host) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ManagerAddress(host, 1));
    }

    @Test
    void ringGoesRoundInOrder() {
        ManagerAddresses managers = ManagerAddresses.parse("a:1,b:1,c:1");
        ManagerRing ring = new ManagerRing(managers, 0);
        assertThat(ring.current()).isEqualTo(managers.all().get(0));
        assertThat(ring.next()).isEqualTo(managers.all().get(1)).isEqualTo(ring.current());
        assertThat(ring.next()).isEqualTo(managers.all().get(2));
        assertThat(ring.next()).isEqualTo(managers.all().get(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, -2, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void ringBeginsAnywhere(int first) {
        ManagerAddresses managers = ManagerAddresses.parse("a:1,b:1,c:1");
        assertThat(new ManagerRing(managers, first).current())
                .isEqualTo(managers.all().get(Math.floorMod(first, 3)));
    }

    @Test
    void ringOfOneStays() {
        ManagerRing ring = new ManagerRing(ManagerAddresses.parse("a:1"), 7);
        assertThat(ring.next()).isEqualTo(ring.current()).isEqualTo(new ManagerAddress("a", 1));
    }
}
