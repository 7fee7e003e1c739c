package io.centrifuge.examples.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicePathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a b",
                "a+b",
                "a/b",
                "..",
                "\"quoted\"",
                "50%",
                "%41",
                "日本",
                "👩‍🚀",
                "ü\tä",
                "?x=1#y",
                "~*-_."
            })
    void anyIdComesBack(String id) {
        String path = DevicePath.of(id);
        assertThat(path).startsWith("/devices/").matches("[!-~]+");
        assertThat(DevicePath.device(path)).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/devices/",
                "/devices",
                "/devices/a/b",
                "/devices/%",
                "/devices/%4",
                "/devices/%zz",
                "/devices/%ff",
                "/devices/%c3",
                "/other/a"
            })
    void whatIsMalformedIsNone(String path) {
        assertThat(DevicePath.device(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 1025})
    void anIdHasAtMost1024Bytes(int length) {
        assertThat(DevicePath.device("/devices/" + "a".repeat(length)).isPresent())
                .isEqualTo(length <= 1024);
    }
}
