using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// A text field with suggestions: the combobox pattern of the ARIA Authoring Practices. The script module searches the suggestions and reads the keys in the
/// browser, so that typing does not wait for the server; the server receives the text that was entered or chosen. The UI kit's own field cannot be used (ADR 3).
/// </summary>
public sealed partial class ComboBox
{
    private const int MaxChars = 200;

    private ElementReference input;
    private string? value;
    private string? rejected;
    private string? error;
    private bool isStale;
    private HashSet<string> ambiguous = [];
    private (string Label, ImmutableArray<ComboOption> Options, string? Value) received;

    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Placeholder { get; set; }

    /// <summary>The suggestions, in the order of the list. Their values are unique.</summary>
    [Parameter, EditorRequired]
    public ImmutableArray<ComboOption> Options { get; set; } = [];

    /// <summary>The chosen value; null for none.</summary>
    [Parameter]
    public string? Value { get; set; }

    /// <summary>Called with the new value; null after the text was deleted.</summary>
    [Parameter]
    public EventCallback<string?> ValueChanged { get; set; }

    /// <summary>Whether any text is a value, not only a suggestion.</summary>
    [Parameter]
    public bool AllowsOther { get; set; }

    /// <summary>Whether the field cannot be empty.</summary>
    [Parameter]
    public bool Required { get; set; }

    [Inject]
    private IJSRuntime Runtime { get; set; } = default!;

    private string ListId => Id + "-list";

    /// <summary>The text that was rejected stays, so that it can be corrected.</summary>
    private string Text => rejected ?? (Options.Where(option => option.Value == Value).Select(TextOf).FirstOrDefault() ?? Value ?? "");

    protected override void OnParametersSet()
    {
        if (value != Value) (value, rejected, error) = (Value, null, null);
        if (received.Options != Options)
            ambiguous = Options.GroupBy(static option => option.Text, StringComparer.OrdinalIgnoreCase).Where(static same => same.Count() > 1).Select(static same => same.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        isStale |= received != (Label, Options, Value);
        received = (Label, Options, Value);
    }

    /// <summary>A page that shows an answer while it arrives renders many times a second; the suggestions stay the same.</summary>
    protected override bool ShouldRender()
    {
        var renders = isStale;
        isStale = false;
        return renders;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        await using var module = new JavaScriptModule(Runtime, "/js/combobox.js");
        await module.CallAsync("attach", input);
    }

    /// <summary>Two suggestions with the same text are told apart by their values.</summary>
    private string TextOf(ComboOption option) => ambiguous.Contains(option.Text) ? $"{option.Text} ({option.Value})" : option.Text;

    private async Task ChangeAsync(string? typed)
    {
        var text = typed?.Trim() ?? "";
        var found = Options.Where(option => option.Value == text || string.Equals(TextOf(option), text, StringComparison.OrdinalIgnoreCase)).Select(static option => option.Value).FirstOrDefault();
        isStale = true;
        error = (found, text) switch
        {
            (null, "") when Required => $"{Label} is missing. Choose one from the list.",
            (null, not "") when !AllowsOther => $"“{text}” is not in the list. Type a part of a name and choose one.",
            _ => null,
        };
        rejected = error is null ? null : text;
        if (error is not null) return;

        // A browser can report a text twice: when it is chosen, and when the field loses the focus.
        var chosen = found ?? (text.Length > 0 ? text : null);
        if (chosen == value) return;
        value = chosen;
        await ValueChanged.InvokeAsync(chosen);
    }
}
