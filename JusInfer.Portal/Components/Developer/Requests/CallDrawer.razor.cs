using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>One call of the list, at the right of it. Which call and which part of it is shown is in the address.</summary>
public sealed partial class CallDrawer
{
    [Parameter, EditorRequired]
    public OpenedCall Opened { get; set; } = default!;

    /// <summary>The part that is shown, as in the address.</summary>
    [Parameter, EditorRequired]
    public string? Tab { get; set; }

    /// <summary>The address of a part of the call.</summary>
    [Parameter, EditorRequired]
    public Func<string?, string> AddressOf { get; set; } = default!;

    /// <summary>The ids of the calls above and below in the list; null at its ends.</summary>
    [Parameter, EditorRequired]
    public string? Newer { get; set; }

    [Parameter, EditorRequired]
    public string? Older { get; set; }

    /// <summary>Scheme, host and port, without a trailing slash.</summary>
    [Parameter, EditorRequired]
    public string Origin { get; set; } = "";

    /// <summary>Called with the id of the call to show.</summary>
    [Parameter, EditorRequired]
    public EventCallback<string> OnMove { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    private string Title => $"{(Opened.Rejected is null ? "Receipt of" : "Rejected call")} {Opened.Id}";

    private IEnumerable<(string? Name, string Label)> Tabs
    {
        get
        {
            yield return (null, Opened.Rejected is null ? "Receipt" : "Reason");
            if (Opened.Rejected is null) yield return ("routing", "Routing");
            if (Opened.Prompt is not null) yield return ("prompt", "Prompt");
            if (Opened.Response is not null) yield return ("response", "Response");
            yield return ("raw", "Raw");
        }
    }

    private string? Current => Tabs.FirstOrDefault(tab => tab.Name == Tab).Name;
}
