package io.centrifuge.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.demo.cluster.TrialException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceListTest {
    @TempDir
    Path folder;

    private static List<String> parse(String text) throws TrialException {
        return DeviceList.parse("list", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theBuiltInListHasSomeHundredIds() {
        assertThat(DeviceList.builtIn())
                .hasSizeGreaterThan(300)
                .doesNotHaveDuplicates()
                .contains("さくら", "Anne-Marie O'Neill", "front desk / phone 2", "..");
    }

    @Test
    void linesMayEndInAnyWayAndBeEmpty() throws TrialException {
        assertThat(parse("\ufeffa b\r\n\n \"ü\"/%\r\n\r\n  日本"))
                .containsExactly("a b", " \"ü\"/%", "  日本");
        assertThat(parse("one\n")).containsExactly("one");
    }

    @Test
    void duplicatesAreNamedWithBothLines() {
        assertThatThrownBy(() -> parse("x\n\ny\nx\n"))
                .isInstanceOf(TrialException.class)
                .hasMessage("list, line 4: the id \"x\" is in line 1 already: remove one");
    }

    @Test
    void anEmptyListSaysWhatToWrite() {
        assertThatThrownBy(() -> parse("\n\r\n"))
                .hasMessage("list has no id in it: write one id a line");
        assertThatThrownBy(() -> parse("")).hasMessageContaining("no id");
    }

    @Test
    void whatIsNotUtf8IsNamedWithItsLine() {
        byte[] bytes = {'a', '\n', (byte) 0xe4, '\n'};
        assertThatThrownBy(() -> DeviceList.parse("list", bytes))
                .hasMessageStartingWith("list, line 2 is not UTF-8");
    }

    @Test
    void tooLongAnIdIsNamedWithItsLine() {
        assertThatThrownBy(() -> parse("a\n" + "ü".repeat(513)))
                .hasMessage("list, line 2: the id has 1026 bytes; shorten it to 1024 or less");
    }

    @Test
    void aFileThatIsMissingOrAFolderSaysWhatToGive() throws Exception {
        Path missing = folder.resolve("none.txt");
        assertThatThrownBy(() -> DeviceList.read(missing))
                .isInstanceOf(TrialException.class)
                .hasMessage("devices file %s does not exist: give a text file with one id a line"
                        .formatted(missing));
        assertThatThrownBy(() -> DeviceList.read(folder)).hasMessageContaining("it is a folder");
        Path file = Files.writeString(folder.resolve("devices.txt"), "kitchen/lamp\n");
        assertThat(DeviceList.read(file)).containsExactly("kitchen/lamp");
    }
}
