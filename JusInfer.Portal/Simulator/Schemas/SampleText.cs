using System.Globalization;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>Text for a parameter that the user gave no value for: harmless where a tool really runs with it.</summary>
internal static class SampleText
{
    /// <summary>No schema gets a longer string than this.</summary>
    private const int MaxLength = 4096;

    public static string For(string parameter, string gist) => Purposes.Of(parameter) switch
    {
        Purpose.Path => ".",
        Purpose.Url => "https://example.com/",
        Purpose.Command => "echo simulated",
        Purpose.Query or Purpose.Wish when gist.Length > 0 => gist,
        _ => "simulated",
    };

    /// <summary>Filling of a length between the two; other variants give other texts as far as the length allows.</summary>
    public static string Fitting(int variant, int least, int most)
    {
        var text = variant == 0 ? "simulated" : string.Create(CultureInfo.InvariantCulture, $"simulated-{variant + 1}");
        if (text.Length < least) text = new string('s', Math.Min(least, MaxLength) - text.Length) + text;
        return text.Length <= most ? text : text[^most..];
    }
}
