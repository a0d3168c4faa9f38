using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>
/// Mints a key and shows it once. Only this dialog references the plaintext: closing the dialog drops it.
/// </summary>
public sealed partial class MintDialog
{
    /// <summary>The value of the choice of no member.</summary>
    private const string ServiceHolder = "service";

    private MintedKey? minted;
    private ImmutableArray<Member> holders = [];
    private bool canManage;
    private bool showOptions;
    private string name = "";
    private int days;
    private string holder = "";
    private string rpm = "";
    private string tpm = "";
    private string concurrency = "";
    private string cap = "";
    private string models = "";
    private string addresses = "";
    private string repository = "";
    private string label = "";
    private KeyScope scope;
    private bool sandbox;
    private bool cacheCare = true;

    [Inject]
    private ApiKeyService KeyService { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    /// <summary>When the key expires, which the team's policy can have set although the form did not.</summary>
    private string? Expiry => minted?.Key.ExpiresAt is { } end ? $"The key expires on {DateFormat.Day(end)}." : null;

    private string Origin => Navigation.BaseUri.TrimEnd('/');

    protected override async Task OnInitializedAsync()
    {
        if (await ReadMemberAsync() is not { } me) return;
        canManage = me.Role.Manages();
        holder = me.Id.ToString();
        if (canManage)
            holders = [.. (await Tenancy.ListMembersAsync(me.TeamId, CancellationToken.None)).Where(member => member.Role.Calls() && me.Role.Outranks(member.Role))];
    }

    private async Task MintAsync()
    {
        var errors = new ValidationErrors();
        var allowed = ListParser.Parse(models);
        CatalogModels.Check(errors, "models", allowed, Catalog);
        var request = new KeyRequest
        {
            Name = name,
            MemberId = MemberId.TryParse(holder, out var asked) ? asked : null,
            Service = holder == ServiceHolder,
            Scope = scope,
            Models = allowed,
            AllowedAddresses = ListParser.Parse(addresses),
            Rpm = NumberParser.ParseInteger(rpm, "rpm", errors),
            Tpm = NumberParser.ParseInteger(tpm, "tpm", errors),
            Concurrency = NumberParser.ParseInteger(concurrency, "concurrency", errors),
            MonthlyCapUsd = NumberParser.ParseUsd(cap, "monthly_cap_usd", errors),
            Sandbox = sandbox,
            CacheCare = cacheCare,
            Repository = repository,
            Label = label,
            ExpiresAt = days == 0 ? null : Time.GetUtcNow().AddDays(days),
        };
        var input = new Input<KeyRequest>(request, errors);
        minted = (await RunAsync(me => KeyService.MintAsync(me, input, CancellationToken.None)))?.Value;
        showOptions = Errors.Fields.Any(field => field != "name");
    }
}
