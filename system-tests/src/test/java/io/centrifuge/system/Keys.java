package io.centrifuge.system;

import io.centrifuge.KeyHash;

import java.util.List;
import java.util.stream.IntStream;

/** The keys that tests ask for; their hashes are spread over the key space. */
final class Keys {
    static final int COUNT = 200;

    private Keys() {}

    static String key(int index) {
        return "key-" + index;
    }

    static List<String> all() {
        return IntStream.range(0, COUNT).mapToObj(Keys::key).toList();
    }

    static long hash(String key) {
        return KeyHash.of(key);
    }
}
