using System.Collections.Immutable;
using JusInfer.Portal.Content;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>One block to copy that connects the chosen client with a new key. The choice is not in the address, and neither is the key.</summary>
public sealed partial class ClientSettings
{
    /// <summary>The client's page; empty for curl.</summary>
    private string slug = "";

    /// <summary>The new key.</summary>
    [Parameter, EditorRequired]
    public string Plaintext { get; set; } = "";

    /// <summary>Whether the example of curl is a failure drill.</summary>
    [Parameter]
    public bool Sandbox { get; set; }

    [Inject]
    private ContentLibrary Library { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private string Origin => Navigation.BaseUri.TrimEnd('/');

    private ImmutableArray<Article> Clients => Library.Current.In(Section.Connect);

    private Article? Chosen => Library.Current.Find(Section.Connect, slug);
}
