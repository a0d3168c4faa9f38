using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>Reads a page of the list of requests.</summary>
internal sealed class RequestsReader(CallLog calls, IKeyStore keys, ITenancyStore tenancy, CatalogSource catalog)
{
    private const int PageSize = 50;

    public async Task<RequestsViewModel> ReadAsync(
        Member me, bool isOperator, RequestsQueryString asked, CancellationToken cancellationToken)
    {
        var access = ProviderErrorAccess.Of(me, isOperator);
        var ofKeys = (await keys.ListAsync(me.TeamId, cancellationToken))
            .Select(static key => (Id: key.Id.ToString(), key.Name))
            .OrderBy(static key => key.Name, StringComparer.OrdinalIgnoreCase).ToArray();
        var ofMembers = (await tenancy.ListMembersAsync(me.TeamId, cancellationToken))
            .Select(static member => (Id: member.Id.ToString(), Name: member.Email))
            .OrderBy(static member => member.Name, StringComparer.OrdinalIgnoreCase).ToArray();
        var view = new RequestsViewModel
        {
            Team = me.TeamId,
            Asked = asked,
            Names = ofKeys.Concat(ofMembers).ToImmutableDictionary(static named => named.Id, static named => named.Name),
            Keys = ofKeys,
            Members = [.. ofMembers.Select(static member => new ComboOption(member.Id, member.Name))],
        };
        view = await FindAsync(me, RequestsQuery.Parse(asked), access, view, cancellationToken);
        return view with { Lines = [.. view.Page.Calls.Select(LineOf)] };

        RequestLine LineOf(ListedCall call) => RequestLine.From(
            call, view.NameOf,
            isAuto: call.Sent is { } sent && catalog.Current.Resolve(sent.ModelRequested) is ModelResolution.Auto,
            showsError: call.Sent is { } own && access.Includes(own));
    }

    /// <summary>
    /// A page of calls. A key or member of the address that the team does not have any more is said, and without its calls the others are
    /// shown: a bookmark outlives both.
    /// </summary>
    private async Task<RequestsViewModel> FindAsync(
        Member me, RequestsQuery query, ProviderErrorAccess access, RequestsViewModel view, CancellationToken cancellationToken)
    {
        var filter = query.FilterOf(me.TeamId, access, PageSize);
        var isKeyGone = filter.Key is { } key && !view.Names.ContainsKey(key.ToString());
        var isMemberGone = filter.Member is { } member && !view.Names.ContainsKey(member.ToString());
        view = view with { Query = query, Page = await calls.ListAsync(filter, query.Kinds, cancellationToken) };
        if (!isKeyGone && !isMemberGone) return view;

        string[] notices =
        [
            .. isKeyGone ? [$"The key {filter.Key} of this address is not in your team any more."] : Array.Empty<string>(),
            .. isMemberGone ? [$"The member {filter.Member} of this address is not in your team any more."] : Array.Empty<string>(),
        ];
        if (!view.Page.Calls.IsEmpty || view.Page.Next is not null) return view with { Gone = [.. notices] };
        var rest = query.Without(isKeyGone, isMemberGone);
        return view with
        {
            Query = rest,
            Page = await calls.ListAsync(rest.FilterOf(me.TeamId, access, PageSize), rest.Kinds, cancellationToken),
            Gone = [.. notices.Select(static notice => notice + " The other filters apply.")],
        };
    }
}
