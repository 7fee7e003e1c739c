package io.centrifuge.cli;

/**
 * How text looks.
 *
 * @param colour whether escape sequences for colours may be used
 * @param blocks whether block characters can be shown
 * @param narrow whether long names are cut to fit a screen; what a program may read has them whole
 */
record Style(boolean colour, boolean blocks, boolean narrow) {
    private static final int BAR_CELLS = 20;

    /** For what is wrong. */
    String alarm(String text) {
        return with("31;1", text);
    }

    /** For what is passing, or needs a look. */
    String notice(String text) {
        return with("33", text);
    }

    String heading(String text) {
        return with("1", text);
    }

    private String with(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** A name in a column. */
    String name(String name) {
        return narrow ? Format.brief(name) : name;
    }

    /** A share from 0 to 1, drawn; anything above 0 shows. */
    String bar(double share) {
        int cells = (int) Math.round(share * BAR_CELLS);
        if (cells == 0 && share > 0) {
            return blocks ? "▏" : "|";
        }
        return (blocks ? "█" : "#").repeat(cells);
    }
}
