package io.centrifuge.examples.rendezvous;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** A device's id in a URL's path: any text, as percent-encoded UTF-8. Stateless. */
public final class DevicePath {
    /** The longest id, in bytes of UTF-8. */
    public static final int LONGEST = 1024;

    static final String EXPECTED =
            "/devices/{id}: percent-encoded UTF-8, 1 to " + LONGEST + " bytes, a slash as %2F";

    private static final String PREFIX = "/devices/";

    private DevicePath() {}

    /** The path of a device, such as {@code /devices/T%C5%8Dky%C5%8D%2F7}. */
    public static String of(String device) {
        String encoded = URLEncoder.encode(device, StandardCharsets.UTF_8);
        return PREFIX + encoded.replace("+", "%20").replace(".", "%2E");
    }

    /** The id in a path as it was sent; empty if there is none, or it is malformed or too long. */
    static Optional<String> device(String path) {
        String encoded = path.substring(Math.min(path.length(), PREFIX.length()));
        if (!path.startsWith(PREFIX) || encoded.isEmpty() || encoded.indexOf('/') >= 0) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                if (i + 2 >= encoded.length()
                        || !HexFormat.isHexDigit(encoded.charAt(i + 1))
                        || !HexFormat.isHexDigit(encoded.charAt(i + 2))) {
                    return Optional.empty();
                }
                bytes.put((byte) HexFormat.fromHexDigits(encoded, i + 1, i + 3));
                i += 2;
            } else if (c < 0x80) {
                bytes.put((byte) c);
            } else {
                return Optional.empty();
            }
        }
        return decode(bytes.flip());
    }

    private static Optional<String> decode(ByteBuffer bytes) {
        if (bytes.remaining() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }
}
