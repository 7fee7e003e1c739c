package io.centrifuge.demo;

import io.centrifuge.demo.cluster.TrialException;
import io.centrifuge.examples.rendezvous.DevicePath;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads devices' ids, one a line: any UTF-8 of 1 to 1,024 bytes. A line ends in a line feed, before
 * which a carriage return is dropped; empty lines and a byte order mark at the start are skipped.
 */
public final class DeviceList {
    private static final String BUILT_IN = "devices.txt";
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final String source;
    private final Map<String, Integer> lineOf = new HashMap<>();
    private final List<String> ids = new ArrayList<>();

    private DeviceList(String source) {
        this.source = source;
    }

    /** Some hundred names in many languages. */
    public static List<String> builtIn() {
        try (InputStream in =
                Objects.requireNonNull(DeviceList.class.getResourceAsStream(BUILT_IN), BUILT_IN)) {
            return parse("the built-in list", in.readAllBytes());
        } catch (IOException | TrialException broken) {
            throw new IllegalStateException("the built-in list of devices is broken", broken);
        }
    }

    /**
     * Reads a file.
     *
     * @throws TrialException if the file can't be used; names the line and the remedy
     */
    public static List<String> read(Path file) throws TrialException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new TrialException(
                    "devices file %s does not exist: give a text file with one id a line"
                            .formatted(file),
                    missing);
        } catch (IOException | UncheckedIOException failure) {
            String why = Files.isDirectory(file) ? "it is a folder" : failure.toString();
            throw new TrialException(
                    "devices file %s can't be read (%s): give a text file with one id a line"
                            .formatted(file, why),
                    failure);
        }
        return parse("devices file " + file, bytes);
    }

    static List<String> parse(String source, byte[] bytes) throws TrialException {
        DeviceList list = new DeviceList(source);
        int start = startsWithMark(bytes) ? BYTE_ORDER_MARK.length : 0;
        int line = 1;
        for (int i = start; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '\n') {
                int end = i > start && bytes[i - 1] == '\r' ? i - 1 : i;
                list.take(line++, ByteBuffer.wrap(bytes, start, end - start));
                start = i + 1;
            }
        }
        if (list.ids.isEmpty()) {
            throw new TrialException(source + " has no id in it: write one id a line");
        }
        return List.copyOf(list.ids);
    }

    private static boolean startsWithMark(byte[] bytes) {
        for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
            if (i >= bytes.length || bytes[i] != BYTE_ORDER_MARK[i]) {
                return false;
            }
        }
        return true;
    }

    private void take(int line, ByteBuffer bytes) throws TrialException {
        int length = bytes.remaining();
        if (length == 0) {
            return;
        }
        if (length > DevicePath.LONGEST) {
            throw new TrialException("%s, line %d: the id has %d bytes; shorten it to %d or less"
                    .formatted(source, line, length, DevicePath.LONGEST));
        }
        String id;
        try {
            id = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException malformed) {
            throw new TrialException(
                    "%s, line %d is not UTF-8: save the file in that encoding"
                            .formatted(source, line),
                    malformed);
        }
        Integer before = lineOf.putIfAbsent(id, line);
        if (before != null) {
            throw new TrialException("%s, line %d: the id \"%s\" is in line %d already: remove one"
                    .formatted(source, line, id, before));
        }
        ids.add(id);
    }
}
