package io.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.7:8080",
                "[::1]:8080",
                "[2001:db8::a:1]:1",
                "localhost:65535",
                "web-0.web.default.svc.cluster.local:80",
                "3f2a9c:80",
                "xn--grsse-iva.example:80"
            })
    void accepted(String address) {
        assertThat(new OwnerAddress(address)).hasToString(address);
    }

    /** Container platforms make such names, though the rule for hosts in URIs refuses them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop_web_1:8080",
                "web_1.shop_default:8080",
                "_web:8080",
                "web_:8080",
                "my_host.example.com:8080"
            })
    void underscoreInAHostName(String address) {
        assertThat(new OwnerAddress(address).value()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:",
                ":8080",
                "localhost:0",
                "localhost:65536",
                "localhost:-1",
                "localhost:+80",
                "localhost:080",
                "localhost:8_0",
                "localhost:99999999999",
                "localhost:http",
                "::1:8080",
                "2001:db8::1:80",
                "[::1]",
                "[::1:8080",
                "[_::1]:8080",
                "[localhost]:8080",
                "10.0.0.256:8080",
                "me@localhost:8080",
                "a_b@localhost:8080",
                "http://localhost:8080",
                "localhost:8080/",
                "localhost:8080?a",
                "my host:8080",
                "-:80",
                "_",
                "a..b:80"
            })
    void refused(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OwnerAddress(address))
                .withMessage("owner address \"" + address + "\" doesn't parse: "
                        + "write host:port, such as 10.0.0.7:8080 or [::1]:8080");
    }

    @Test
    void isAName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OwnerAddress(""))
                .withMessage("owner address is empty: give it at least one character");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OwnerAddress("localhost:80 "))
                .withMessage("owner address \"localhost:80 \" begins or ends with white space: "
                        + "remove it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OwnerAddress("h".repeat(200) + ":80"))
                .withMessageStartingWith("owner address is 203 bytes long: at most 200 bytes");
    }
}
