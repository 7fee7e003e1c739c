package io.centrifuge.cli;

import io.centrifuge.KeyHash;

import java.util.regex.Pattern;

/** The hash of a key that a command line names. Stateless. */
final class HashedKey {
    private static final Pattern HEX = Pattern.compile("(?:0[xX])?([0-9a-fA-F]{1,16})");

    private HashedKey() {}

    /**
     * @param isHash whether {@code key} is the hash itself, in hexadecimal digits
     * @throws CommandFailure if it is none, or the key lost something on its way here
     */
    static long of(String key, boolean isHash) throws CommandFailure {
        if (!isHash) {
            if (key.indexOf('\ufffd') >= 0) {
                throw CommandFailure.usage("the key \"" + key + "\" was not passed on whole: in"
                        + " this locale, or because it is no UTF-8. Set LC_ALL=C.UTF-8, or give the"
                        + " key's hash with --hash");
            }
            return KeyHash.of(key);
        }
        var digits = HEX.matcher(key);
        if (!digits.matches()) {
            throw CommandFailure.usage("\"" + key
                    + "\" is no key hash: write 1 to 16 hexadecimal digits, such as 00c0ffee");
        }
        return Long.parseUnsignedLong(digits.group(1), 16);
    }
}
