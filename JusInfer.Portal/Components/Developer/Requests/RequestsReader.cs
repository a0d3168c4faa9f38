using JusInfer.Portal.Catalog;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>Reads a page of the list of requests.</summary>
internal sealed class RequestsReader(CallLog calls, UsageReader reader, CatalogSource catalog)
{
    private const int PageSize = 50;

    public async Task<RequestsViewModel> ReadAsync(
        Member me, bool isOperator, RequestsQueryString asked, CancellationToken cancellationToken)
    {
        var access = ProviderErrorAccess.Of(me, isOperator);
        var names = await reader.ReadNamesAsync(me.TeamId, cancellationToken);
        var view = new RequestsViewModel { Team = me.TeamId, Asked = asked, Names = names };
        view = await FindAsync(me, RequestsQuery.Parse(asked), access, view, cancellationToken);
        var places = NumberFormat.PlacesOf(view.Page.Calls.Select(static call => call.Sent?.Cost));
        return view with { Lines = [.. view.Page.Calls.Select(LineOf)] };

        RequestLine LineOf(ListedCall call) => RequestLine.From(
            call, view.NameOf,
            isAuto: call.Sent is { } sent && catalog.Current.Resolve(sent.ModelRequested) is ModelResolution.Auto,
            showsError: call.Sent is { } own && access.Includes(own), places);
    }

    /// <summary>
    /// A page of calls. A key or member of the address that the team does not have any more is said, and without its calls the others are
    /// shown: a bookmark outlives both.
    /// </summary>
    private async Task<RequestsViewModel> FindAsync(
        Member me, RequestsQuery query, ProviderErrorAccess access, RequestsViewModel view, CancellationToken cancellationToken)
    {
        var filter = query.FilterOf(me.TeamId, access, PageSize);
        var isKeyGone = filter.Key is { } key && !view.Names.ById.ContainsKey(key.ToString());
        var isMemberGone = filter.Member is { } member && !view.Names.ById.ContainsKey(member.ToString());
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
