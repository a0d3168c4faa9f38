using System.Collections.Immutable;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Api.Views;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/keys</c>: the API keys of the caller's team.</summary>
internal static class KeysApi
{
    private static readonly Field Name = new("name", FieldKind.Text, "What people call it, 1 to 100 characters.");

    private static readonly Field[] Limits =
    [
        new("rpm", FieldKind.Whole, "Requests a minute, and the burst; 600 where absent. Owners and admins set limits."),
        new("tpm", FieldKind.Whole, "Tokens a minute; without a limit where absent."),
        new("concurrency", FieldKind.Whole, "Calls at once; without a limit where absent."),
        new(
            "monthly_cap_usd",
            FieldKind.Money,
            "The most it may spend in a calendar month (UTC), 0 to 1000000; without a limit where absent."),
        new("models", FieldKind.Texts, "The only models it may ask for; every model where absent or empty."),
        new("expires_at", FieldKind.Time, "When it stops working; never where absent."),
    ];

    private static readonly BodyShape MintShape = new(
    [
        Name with { Required = true },
        new Field("member_id", FieldKind.Text, "Whom it acts for; the caller where absent. Owners and admins mint for others."),
        .. Limits,
        new Field("sandbox", FieldKind.Flag, "A key for failure drills: it may ask for injected faults."),
    ]);

    private static readonly BodyShape ChangeShape = new([Name, .. Limits]);

    private static readonly BodyShape RotateShape = new(
        new Field("overlap_seconds", FieldKind.Whole, "How long the old key goes on working, 0 to 2592000; 0 where absent."));

    internal static void MapKeys(this RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("Keys");
        keys.MapPost("", MintAsync).Takes(MintShape).Gives<KeyView>(StatusCodes.Status201Created).MayForbid()
            .Saying("Mint a key", "The plaintext is in this answer's key and nowhere else, ever.");
        keys.MapGet("", ListAsync).Gives<ListView<KeyView>>()
            .Saying("List keys", "Newest first, revoked ones too. Owners and admins see the team's, others their own.");
        keys.MapPatch("/{id}", ChangeAsync).Takes(ChangeShape).Gives<KeyView>().MayForbid().MayMiss()
            .Saying("Change a key", "Only what is named changes. Null lifts a limit; a null rpm is 600 again.");
        keys.MapDelete("/{id}", RevokeAsync).Produces(StatusCodes.Status204NoContent).MayMiss()
            .Saying("Revoke a key", "For good, and within a second. Revoking it again is no fault.");
        keys.MapPost("/{id}/rotate", RotateAsync).Takes(RotateShape).Gives<KeyView>(StatusCodes.Status201Created).MayForbid().MayMiss()
            .Saying("Rotate a key", "Mints a key on the same terms; the old one works on for the overlap.");
    }

    private static async Task<IResult> MintAsync(
        SignedIn me, Body body, ApiKeyService ring, CatalogSnapshot catalog, CancellationToken cancellationToken)
    {
        var request = new KeyRequest
        {
            Name = body.Text("name"),
            Member = body.Id<MemberKind>("member_id"),
            RequestsPerMinute = body.Whole("rpm"),
            TokensPerMinute = body.Whole("tpm"),
            Concurrency = body.Whole("concurrency"),
            MonthlyCapUsd = body.Money("monthly_cap_usd"),
            Models = ModelsOf(body, catalog),
            ExpiresAt = body.Time("expires_at"),
            Sandbox = body.Flag("sandbox") ?? false,
            Unreadable = body.Faults,
        };
        return (await ring.MintAsync(me.Member, request, cancellationToken)).Answer(Minted);
    }

    private static async Task<IResult> ListAsync(SignedIn me, ApiKeyService ring, CancellationToken cancellationToken) =>
        Results.Ok(new ListView<KeyView>([.. (await ring.ListAsync(me.Member, cancellationToken)).Select(KeyView.Of)]));

    private static async Task<IResult> ChangeAsync(
        string id, SignedIn me, Body body, ApiKeyService ring, CatalogSnapshot catalog, CancellationToken cancellationToken)
    {
        if (!KeyId.TryParse(id, out var key)) return NoSuchKey;
        var change = new KeyChange
        {
            Name = EditOf(body, "name", body.Text),
            RequestsPerMinute = EditOf(body, "rpm", body.Whole),
            TokensPerMinute = EditOf(body, "tpm", body.Whole),
            Concurrency = EditOf(body, "concurrency", body.Whole),
            MonthlyCapUsd = EditOf(body, "monthly_cap_usd", body.Money),
            Models = EditOf(body, "models", _ => ModelsOf(body, catalog)),
            ExpiresAt = EditOf(body, "expires_at", body.Time),
            Unreadable = body.Faults,
        };
        return (await ring.ChangeAsync(me.Member, key, change, cancellationToken)).Answer(
            static changed => Results.Ok(KeyView.Of(changed)));
    }

    private static async Task<IResult> RevokeAsync(string id, SignedIn me, ApiKeyService ring, CancellationToken cancellationToken)
    {
        if (!KeyId.TryParse(id, out var key)) return NoSuchKey;
        return (await ring.RevokeAsync(me.Member, key, cancellationToken)).Answer(static _ => Results.NoContent());
    }

    private static async Task<IResult> RotateAsync(string id, SignedIn me, Body body, ApiKeyService ring, CancellationToken cancellationToken)
    {
        if (!KeyId.TryParse(id, out var key)) return NoSuchKey;
        var overlap = body.Whole("overlap_seconds") ?? 0;
        if (body.Faults.Any) return Problems.Invalid(body.Faults);
        return (await ring.RotateAsync(me.Member, key, overlap, cancellationToken)).Answer(Minted);
    }

    private static IResult NoSuchKey => Problems.Missing("There is no such key.");

    private static IResult Minted(MintedKey minted) => Results.Created($"/v1/keys/{minted.Key.Id}", KeyView.Of(minted));

    /// <summary>A list with a mistyped model in it would refuse calls for a reason that nobody finds; so it is refused itself.</summary>
    private static ImmutableArray<string> ModelsOf(Body body, CatalogSnapshot catalog)
    {
        var models = body.Texts("models");
        foreach (var model in models.Where(static model => model.Length is > 0 and <= KeyRules.MaxModelNameLength))
        {
            if (catalog.Resolve(model) is not ModelResolution.Unknown(var nearest)) continue;
            var meant = nearest.IsEmpty ? "" : $" Did you mean {string.Join(" or ", nearest)}?";
            body.Faults.Add("models", $"There is no model '{model}'.{meant}");
        }

        return models;
    }

    private static Edit<T>? EditOf<T>(Body body, string field, Func<string, T> read) => body.Has(field) ? new Edit<T>(read(field)) : null;
}
