using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Keys;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>
/// Replaces the secret of a key by a new one, which it shows once. Only this dialog references the plaintext: closing it drops it.
/// </summary>
public sealed partial class RotateDialog
{
    private const long Day = 24 * 60 * 60;

    private static readonly ImmutableArray<(long Seconds, string Label)> Overlaps =
        [(0, "at once"), (60 * 60, "in an hour"), (Day, "in 24 hours"), (7 * Day, "in 7 days"), (KeyRules.MaxOverlapSeconds, "in 30 days")];

    private MintedKey? minted;
    private long overlap = Day;

    /// <summary>The key's id as text.</summary>
    [Parameter, EditorRequired]
    public string Key { get; set; } = "";

    [Parameter, EditorRequired]
    public string KeyName { get; set; } = "";

    /// <summary>The abbreviated secret.</summary>
    [Parameter, EditorRequired]
    public string Display { get; set; } = "";

    /// <summary>The key's version.</summary>
    [Parameter, EditorRequired]
    public long Version { get; set; }

    /// <summary>The abbreviated secret that still works from an earlier rotation; null if there is none.</summary>
    [Parameter]
    public string? Previous { get; set; }

    [Inject]
    private ApiKeyService KeyService { get; set; } = default!;

    internal static Dictionary<string, object?> ParametersOf(KeyTableRow row) => new()
    {
        [nameof(Key)] = row.Key.Id.ToString(),
        [nameof(KeyName)] = row.Key.Name,
        [nameof(Display)] = row.Key.Display,
        [nameof(Version)] = row.Key.Version,
        [nameof(Previous)] = row.Previous?.Display,
    };

    private async Task RotateAsync()
    {
        var key = KeyId.Parse(Key, CultureInfo.InvariantCulture);
        var input = new Input<KeyRotation>(new KeyRotation { OverlapSeconds = overlap }, new ValidationErrors());
        minted = (await RunAsync(me =>
            KeyService.RotateAsync(me, key, VersionToReplace(Version), input, CancellationToken.None)))?.Value;
    }
}
