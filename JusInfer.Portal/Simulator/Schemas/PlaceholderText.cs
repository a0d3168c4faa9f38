using System.Globalization;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>Text for a parameter without a value in the user's text. It is harmless if a tool is run with it.</summary>
internal static class PlaceholderText
{
    /// <summary>The maximum length of a generated string, whatever the schema requires.</summary>
    private const int MaxLength = 4096;

    public static string For(string parameter, string excerpt) => ParameterPurposes.Of(parameter) switch
    {
        ParameterPurpose.Path => ".",
        ParameterPurpose.Url => "https://example.com/",
        ParameterPurpose.Command => "echo simulated",
        ParameterPurpose.Query or ParameterPurpose.Instruction when excerpt.Length > 0 => excerpt,
        _ => "simulated",
    };

    /// <summary>
    /// A text of at min <paramref name="min"/> and at max <paramref name="max"/> characters, different for each variant if possible.
    /// </summary>
    public static string OfLength(int variant, int min, int max)
    {
        var text = variant == 0 ? "simulated" : string.Create(CultureInfo.InvariantCulture, $"simulated-{variant + 1}");
        if (text.Length < min) text = new string('s', Math.Min(min, MaxLength) - text.Length) + text;
        return text.Length <= max ? text : text[^max..];
    }
}
