using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// The validation error and the hint below a field. Those of the kit replace each other, and its error is not announced
/// (<c>KitControlsTests</c>).
/// </summary>
public sealed partial class FieldNotes
{
    private const string ErrorSuffix = "-error";
    private const string HintSuffix = "-hint";

    /// <summary>The id of the field.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public string? Hint { get; set; }

    [Parameter, EditorRequired]
    public string? Error { get; set; }

    /// <summary>The ids that describe the field, for <c>aria-describedby</c>; null without any.</summary>
    internal static string? IdsOf(string id, string? hint, string? error) => (error, hint) switch
    {
        (null, null) => null,
        (null, _) => id + HintSuffix,
        (_, null) => id + ErrorSuffix,
        _ => $"{id}{ErrorSuffix} {id}{HintSuffix}",
    };
}
