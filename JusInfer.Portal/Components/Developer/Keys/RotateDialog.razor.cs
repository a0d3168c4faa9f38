using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>Replaces a key by a new one, which it shows once. Only this dialog references the plaintext: closing the dialog drops it.</summary>
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

    /// <summary>The abbreviated key.</summary>
    [Parameter, EditorRequired]
    public string Display { get; set; } = "";

    [Inject]
    private ApiKeyService KeyService { get; set; } = default!;

    internal static Dictionary<string, object?> ParametersOf(ApiKey key) =>
        new() { [nameof(Key)] = key.Id.ToString(), [nameof(KeyName)] = key.Name, [nameof(Display)] = key.Display };

    private async Task RotateAsync()
    {
        var key = KeyId.Parse(Key, CultureInfo.InvariantCulture);
        var input = new Input<KeyRotation>(new KeyRotation { OverlapSeconds = overlap }, new ValidationErrors());
        minted = (await RunAsync(me => KeyService.RotateAsync(me, key, input, CancellationToken.None)))?.Value;
    }
}
