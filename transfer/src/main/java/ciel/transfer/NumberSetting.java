package ciel.transfer;

import java.util.Map;

/** A setting that is a whole number within limits. */
public final class NumberSetting {
    private NumberSetting() {}

    /**
     * @param name   of the setting
     * @param normal without it
     * @param least  smallest that is taken
     * @param most   largest that is taken
     * @return its value
     * @throws SettingException if it is no whole number or outside of the limits
     */
    public static int of(Map<String, String> settings, String name, int normal, int least, int most)
            throws SettingException {
        String text = settings.get(name);
        if (text == null) {
            return normal;
        }
        try {
            int value = Integer.parseInt(text.trim());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new SettingException(
                "[" + name + "] is '" + text + "'; must be a whole number from " + least + " to " + most);
    }
}
