using System.Collections.Immutable;
using System.Globalization;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Reads settings by their keys and names each that cannot be taken, so that a start that fails fails only once. An empty one says nothing:
/// that is how a script leaves out a variable.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration, ICollection<string> faults)
{
    public string? Text(string key) => configuration[key] is { Length: > 0 } text ? text : null;

    public int Number(string key, int otherwise, int least, int most)
    {
        if (Text(key) is not { } text) return otherwise;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least
            && number <= most)
            return number;
        Refuse(key, text, $"a whole number from {least} to {most}");
        return otherwise;
    }

    public TimeSpan Time(string key, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (Text(key) is not { } text) return otherwise;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= least && time <= most) return time;
        Refuse(key, text, $"hours, minutes and seconds from {least:c} to {most:c}");
        return otherwise;
    }

    /// <summary>One of the names of an enumeration, in whichever case. Where it may not be empty, an empty one is a fault.</summary>
    public T Word<T>(string key, T otherwise, bool mayBeEmpty = true)
        where T : struct, Enum
    {
        var text = configuration[key];
        if (text is null || (text.Length == 0 && mayBeEmpty)) return otherwise;
        var names = Enum.GetNames<T>();
        if (names.Contains(text, StringComparer.OrdinalIgnoreCase)) return Enum.Parse<T>(text, ignoreCase: true);
        Refuse(key, text, string.Join(" or ", names.Select(static name => $"\"{name.ToLowerInvariant()}\"")));
        return otherwise;
    }

    /// <summary>The entries of a list: <c>Key:0</c>, <c>Key:1</c>.</summary>
    public ImmutableArray<string> List(string key, Predicate<string> isOne, string wanted)
    {
        if (Text(key) is { } lone) Refuse(key, lone, $"each entry under a key of its own: {key}:0, {key}:1");
        ImmutableArray<string> entries = [.. configuration.GetSection(key).GetChildren().Select(static entry => entry.Value)
            .OfType<string>().Where(static entry => entry.Length > 0)];
        foreach (var entry in entries.Where(entry => !isOne(entry))) faults.Add($"{key} holds \"{entry}\"; write {wanted}.");
        return entries;
    }

    public void Refuse(string fault) => faults.Add(fault);

    private void Refuse(string key, string text, string wanted) => faults.Add($"{key} is \"{text}\"; write {wanted}.");
}
