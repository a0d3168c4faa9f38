using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Reads settings by key and collects an error for each invalid one, so that a failing start reports all of them at once. An empty value
/// counts as missing: scripts leave out a variable that way.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration, ICollection<string> errors)
{
    private const decimal MaxUsd = 1_000_000;
    private const int MaxUsdDecimals = 9;

    public string? Text(string key) => configuration[key] is { Length: > 0 } text ? text : null;

    public T Number<T>(string key, T defaultValue, T min, T max)
        where T : struct, IBinaryInteger<T>
    {
        if (Text(key) is not { } text) return defaultValue;
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        AddError(key, text, $"a whole number from {min} to {max}");
        return defaultValue;
    }

    /// <summary>An amount of US dollars from 0 to 1,000,000, with at most 9 decimals.</summary>
    public NanoUsd Usd(string key, NanoUsd defaultValue)
    {
        if (Text(key) is not { } text) return defaultValue;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd) && usd <= MaxUsd
            && decimal.Round(usd, MaxUsdDecimals) == usd)
            return NanoUsd.FromUsd(usd);
        AddError(key, text, $"US dollars from 0 to {MaxUsd} with at most {MaxUsdDecimals} decimals");
        return defaultValue;
    }

    public bool Flag(string key, bool defaultValue)
    {
        if (Text(key) is not { } text) return defaultValue;
        if (bool.TryParse(text, out var flag)) return flag;
        AddError(key, text, "true or false");
        return defaultValue;
    }

    public TimeSpan Duration(string key, TimeSpan defaultValue, TimeSpan min, TimeSpan max)
    {
        if (Text(key) is not { } text) return defaultValue;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && duration >= min && duration <= max) return duration;
        AddError(key, text, $"hours, minutes and seconds from {min:c} to {max:c}");
        return defaultValue;
    }

    /// <summary>A name of an enumeration, ignoring case.</summary>
    public T Name<T>(string key, T defaultValue)
        where T : struct, Enum =>
        OptionalName<T>(key) ?? defaultValue;

    /// <summary>As <see cref="Name"/>, without a default. An empty value is an error if <paramref name="allowEmpty"/> is false.</summary>
    public T? OptionalName<T>(string key, bool allowEmpty = true)
        where T : struct, Enum
    {
        var text = configuration[key];
        if (text is null || (text.Length == 0 && allowEmpty)) return null;
        var names = Enum.GetNames<T>();
        if (names.Contains(text, StringComparer.OrdinalIgnoreCase)) return Enum.Parse<T>(text, ignoreCase: true);
        AddError(key, text, string.Join(" or ", names.Select(static name => $"\"{name.ToLowerInvariant()}\"")));
        return null;
    }

    /// <summary>The entries of a list: <c>Key:0</c>, <c>Key:1</c>.</summary>
    public ImmutableArray<string> List(string key, Predicate<string> isValid, string expected)
    {
        if (Text(key) is { } single) AddError(key, single, $"each entry under its own key: {key}:0, {key}:1");
        ImmutableArray<string> entries = [.. configuration.GetSection(key).GetChildren().Select(static entry => entry.Value)
            .OfType<string>().Where(static entry => entry.Length > 0)];
        foreach (var entry in entries.Where(entry => !isValid(entry))) errors.Add($"{key} contains \"{entry}\"; write {expected}.");
        return entries;
    }

    /// <summary>A credential that is written at the key, or in the file that <c>KeyFile</c> names; null if there is none, or it cannot be read.</summary>
    /// <param name="key">The key.</param>
    /// <param name="contentRoot">The folder that a relative name of a file begins at.</param>
    public Secret? SecretOrFile(string key, string contentRoot)
    {
        var (text, file) = (Text(key), Text(key + "File"));
        if (file is null) return text is null ? null : new Secret(text);
        if (text is not null) AddError($"{key} and {key}File are both set; write only one of them.");
        try
        {
            if (File.ReadAllText(Path.GetFullPath(file, contentRoot)).TrimEnd('\r', '\n') is { Length: > 0 } content) return new Secret(content);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Reported as an empty file is.
        }

        AddError($"{key}File is \"{file}\", which is empty or cannot be read; write the name of a file that contains it.");
        return null;
    }

    /// <summary>The keys of the entries of a list whose entries have settings of their own: <c>Key:0</c>, <c>Key:1</c>. Entries without any value count as missing.</summary>
    public ImmutableArray<string> Sections(string key)
    {
        if (Text(key) is { } single) AddError(key, single, $"the settings of each entry under its own key: {key}:0:Name, {key}:1:Name");
        return [.. configuration.GetSection(key).GetChildren().Where(static entry => entry.AsEnumerable().Any(static setting => setting.Value is { Length: > 0 })).Select(static entry => entry.Path)];
    }

    public void AddError(string error) => errors.Add(error);

    private void AddError(string key, string text, string expected) => errors.Add($"{key} is \"{text}\"; write {expected}.");
}
