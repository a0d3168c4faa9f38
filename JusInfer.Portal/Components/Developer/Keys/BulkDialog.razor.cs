using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>Revokes several keys, or sets the same limit for them, after it has listed what happens to each. The dialog's result is a <see cref="BulkOutcome"/>.</summary>
public sealed partial class BulkDialog
{
    private int days = 30;
    private string cap = "";
    private string rpm = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<BulkKey> Keys { get; set; } = [];

    /// <summary>What happens to the keys.</summary>
    [Parameter, EditorRequired]
    public BulkAction Action { get; set; }

    [Inject]
    private ApiKeyService KeyService { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private string Count => Keys.Count == 1 ? "1 key" : $"{NumberFormat.Count(Keys.Count)} keys";

    private string ActionName => $"{(Action is BulkAction.Revoke ? "Revoke" : "Change")} {Count}";

    private DateTimeOffset? Expiry => days == 0 ? null : Time.GetUtcNow().AddDays(days);

    private string EffectOn(BulkKey key) => Action switch
    {
        BulkAction.Expiry => $"expires: {(Expiry is { } end ? DateFormat.Day(end) : "never")} (now: {key.Expiry})",
        BulkAction.Cap => $"may spend per month: {CapText()} (now: {key.Cap})",
        BulkAction.Rate => $"requests per minute: {RateText()} (now: {key.Rate})",
        BulkAction.Revoke => "is revoked",
        _ => "",
    };

    private string CapText()
    {
        var errors = new ValidationErrors();
        var usd = NumberParser.ParseUsd(cap, "monthly_cap_usd", errors);
        return errors.Any ? "not a number" : usd is { } amount ? NumberFormat.Money(amount) : "no cap";
    }

    private string RateText()
    {
        var errors = new ValidationErrors();
        var rate = NumberParser.ParseInteger(rpm, "rpm", errors);
        return errors.Any ? "not a number" : NumberFormat.Count(rate ?? KeyTerms.DefaultRequestsPerMinute);
    }

    private async Task ApplyAsync()
    {
        if (await RunAsync(ApplyToAllAsync) is { Value: var outcome }) Dialogs.Close(outcome);
    }

    /// <summary>Changes one key after the other. What fails for one key does not keep the others from being changed.</summary>
    private async Task<Result<BulkOutcome, RequestError>> ApplyToAllAsync(Member me)
    {
        var errors = new ValidationErrors();
        var change = ReadChange(errors);
        if (change is not null && new Input<KeyChange>(change, errors).Errors.Any) return new RequestError.Invalid(errors);

        var failed = ImmutableArray.CreateBuilder<(string Name, string Reason)>();
        foreach (var key in Keys)
        {
            var id = KeyId.Parse(key.Id, CultureInfo.InvariantCulture);
            var result = change is null
                ? await KeyService.RevokeAsync(me, id, CancellationToken.None)
                : await KeyService.ChangeAsync(me, id, version: null, change, CancellationToken.None);
            if (result.Error is RequestError.SecondFactorRequired required) return required;
            if (result.Error is { } error) failed.Add((key.Name, ReasonOf(error)));
        }

        var done = Keys.Count - failed.Count;
        var verb = change is null ? "revoked" : "changed";
        return new BulkOutcome(done == 0 ? null : done == 1 ? $"1 key is {verb}." : $"{NumberFormat.Count(done)} keys are {verb}.", failed.ToImmutable());
    }

    /// <summary>The reason with the labels of the form in the place of the names of the API.</summary>
    private static string ReasonOf(RequestError error) => error is RequestError.Invalid { Errors: var errors }
        ? string.Join(' ', errors.Fields.Select(field => errors[field].WithLabel(field, LabelOf(field))))
        : error.Reason;

    private static string LabelOf(string field) => field switch
    {
        "expires_at" => "The expiry",
        "monthly_cap_usd" => "The cap",
        "rpm" => "Requests per minute",
        "id" => "The key",
        _ => field,
    };

    /// <returns>Null to revoke the keys.</returns>
    private KeyChange? ReadChange(ValidationErrors errors) => Action switch
    {
        BulkAction.Expiry => new KeyChange { ExpiresAt = Expiry },
        BulkAction.Cap => new KeyChange { MonthlyCapUsd = NumberParser.ParseUsd(cap, "monthly_cap_usd", errors) },
        BulkAction.Rate => new KeyChange { Rpm = NumberParser.ParseInteger(rpm, "rpm", errors) },
        _ => null,
    };
}
