package io.centrifuge.rules;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Small sources of core for tests, and patches of them. */
final class Sources {
    private Sources() {}

    /** Of paths and texts in turn. */
    static CoreSources of(String... filesAndTexts) {
        SortedMap<String, List<String>> files = new TreeMap<>();
        for (int at = 0; at < filesAndTexts.length; at += 2) {
            files.put(filesAndTexts[at], filesAndTexts[at + 1].lines().toList());
        }
        return new CoreSources(files);
    }

    /** The patch 012-any that makes of a file this text. */
    static RulePatch patch(CoreSources sources, String file, String text) {
        RulePatch none = RulePatch.parse(
                "012-any.patch", List.of("# rule: Any.", "# test: a.AnyTest#isAny"));
        return none.withHunks(sources.cut(of(file, text).files()));
    }
}
