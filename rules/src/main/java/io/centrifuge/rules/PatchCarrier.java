package io.centrifuge.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Does to core's sources of today what patches did to them as they were: merges the tokens of
 * three sources, one as it was, the same with the patch, and today's.
 */
final class PatchCarrier {
    /** Where to look what a name is called today; each is tried until a patch is in order. */
    private enum Names {
        /** Where the name is used nearest. */
        NEAREST,
        /** Where the name is used in the same file, mostly. */
        FILE,
        /** Where the name is used in all that changed, mostly. */
        CORE,
        /** Nowhere: it is called as it was. */
        UNCHANGED
    }

    private final CoreSources before;
    private final CoreSources today;
    private final Map<List<String>, Alignment> alignments = new HashMap<>();
    private final Map<String, List<String>> candidates = new HashMap<>();
    private final Map<Pattern, String> movedClasses = new LinkedHashMap<>();
    private final List<Alignment> changed = new ArrayList<>();

    PatchCarrier(CoreSources before, CoreSources today) {
        this.before = before;
        this.today = today;
        for (String file : before.files().keySet()) {
            if (!today.files().containsKey(file)) {
                movedClasses.put(
                        Pattern.compile("\\b" + Pattern.quote(CoreSources.className(file)) + "\\b"),
                        CoreSources.className(home(file)));
            }
        }
        for (String file : before.files().keySet()) {
            if (!before.lines(file).equals(today.lines(file))) {
                changed.add(alignment(file, home(file)));
            }
        }
    }

    /**
     * Today's sources without the rule.
     *
     * @param files those that change
     * @param missed where the patch changed what is no longer there, or has changed
     */
    record Result(SortedMap<String, List<String>> files, List<String> missed) {}

    /** The file of today that a file is, or is most like; itself if there is none. */
    String home(String file) {
        return candidates(file).stream().findFirst().orElse(file);
    }

    /** Where what was in a file may be today: in it, or in files that changed since. */
    private List<String> candidates(String file) {
        return candidates.computeIfAbsent(file, unused -> {
            Set<String> lines = new HashSet<>(before.lines(file));
            return today.files().keySet().stream()
                    .filter(now -> now.equals(file) || !today.lines(now).equals(before.lines(now)))
                    .sorted(Comparator.comparing((String now) -> !now.equals(file))
                            .thenComparing(now -> !simple(now).equals(simple(file)))
                            .thenComparingLong(now -> -today.lines(now).stream()
                                    .filter(lines::contains)
                                    .count()))
                    .toList();
        });
    }

    private static String simple(String file) {
        return file.replaceFirst(".*/", "");
    }

    private Alignment alignment(String old, String now) {
        return alignments.computeIfAbsent(
                List.of(old, now),
                unused -> new Alignment(
                        now, read(before.lines(old)), JavaTokens.of(today.lines(now))));
    }

    /** The tokens of a source as it was, with moved classes under their full names of today. */
    private JavaTokens read(List<String> lines) {
        return JavaTokens.of(lines.stream().map(this::withClassesOfToday).toList());
    }

    private String withClassesOfToday(String line) {
        String named = line;
        for (Map.Entry<Pattern, String> moved : movedClasses.entrySet()) {
            named = moved.getKey().matcher(named).replaceAll(moved.getValue());
        }
        return named;
    }

    /** What to try, the likeliest first: they differ in what names are called today. */
    List<Result> carried(RulePatch patch) throws UnusablePatchException {
        Set<Result> results = new LinkedHashSet<>();
        for (Names names : Names.values()) {
            results.add(carried(patch, names));
        }
        return List.copyOf(results);
    }

    private Result carried(RulePatch patch, Names names) throws UnusablePatchException {
        List<CarriedChange.Edit> edits = new ArrayList<>();
        List<String> missed = new ArrayList<>();
        for (Map.Entry<String, List<String>> entry : before.patched(patch).entrySet()) {
            String file = entry.getKey();
            JavaTokens patched = read(entry.getValue());
            JavaTokens old = alignment(file, home(file)).before;
            for (Difference.Change change : Difference.between(old.texts, patched.texts)) {
                Optional<CarriedChange.Edit> edit = candidates(file).stream()
                        .map(now -> alignment(file, now))
                        .flatMap(now -> new CarriedChange(
                                        now,
                                        patched,
                                        change,
                                        name -> nameOfToday(name, names, now, change.from()))
                                .edit().stream())
                        .findFirst();
                edit.ifPresentOrElse(
                        edits::add,
                        () -> missed.add(
                                "%s, then line %d".formatted(file, old.line(change.from()))));
            }
        }
        return new Result(applied(edits), missed);
    }

    private SortedMap<String, List<String>> applied(List<CarriedChange.Edit> edits) {
        SortedMap<String, List<String>> files = new TreeMap<>();
        edits.stream()
                .sorted(Comparator.comparingInt(CarriedChange.Edit::from)
                        .thenComparingInt(CarriedChange.Edit::to)
                        .reversed())
                .forEach(edit -> {
                    List<String> lines = files.getOrDefault(edit.file(), today.lines(edit.file()));
                    String text = JavaTokens.text(lines);
                    files.put(
                            edit.file(),
                            (text.substring(0, edit.from())
                                            + edit.text()
                                            + text.substring(edit.to()))
                                    .lines()
                                    .toList());
                });
        return files;
    }

    private String nameOfToday(String name, Names names, Alignment here, int near) {
        if (!JavaTokens.isName(name)) {
            return name;
        }
        return switch (names) {
            case NEAREST ->
                uses(name, here)
                        .boxed()
                        .min(Comparator.comparingInt(use -> Math.abs(use - near)))
                        .map(use -> here.today.texts.get(here.spot(use)))
                        .orElseGet(() -> most(name, changed));
            case FILE -> most(name, List.of(here));
            case CORE -> most(name, changed);
            case UNCHANGED -> name;
        };
    }

    /** What these call the name that was this one, mostly. */
    private static String most(String name, List<Alignment> alignments) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Alignment each : alignments) {
            uses(name, each)
                    .forEach(use ->
                            counts.merge(each.today.texts.get(each.spot(use)), 1, Integer::sum));
        }
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(name);
    }

    private static IntStream uses(String name, Alignment alignment) {
        return IntStream.range(0, alignment.before.size())
                .filter(token -> alignment.has(token)
                        && alignment.before.texts.get(token).equals(name));
    }
}
