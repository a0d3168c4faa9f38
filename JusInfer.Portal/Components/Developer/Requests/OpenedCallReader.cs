using System.Text;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>Reads the call of the drawer, with its prompt and response if they are stored and the member may read them.</summary>
internal sealed class OpenedCallReader(
    ReceiptReader receipts, IRejectionStore rejections, IKeyStore keys, ITenancyStore tenancy, IResponseStore responses)
{
    private const string ResponsesDialect = "openai-responses";

    public async Task<OpenedCall> ReadAsync(Member me, bool isOperator, RequestId id, CancellationToken cancellationToken)
    {
        if (await receipts.FindAsync(me, isOperator, id, cancellationToken) is { } receipt)
        {
            // The name of a response has the id of the call that created it.
            var stored = receipt.Call.ClientDialect == ResponsesDialect
                && await tenancy.FindTeamAsync(me.TeamId, cancellationToken) is { } team
                ? await responses.FindAsync(new ResponseAccess(me.TeamId, team.Responses.ShareWithTeam ? null : me.Id,
                    !team.Responses.Store), $"resp_{id.Value:N}", cancellationToken)
                : null;
            return new OpenedCall
            {
                Id = id,
                Receipt = receipt,
                Prompt = stored is null ? null
                    : OpenedCall.Indent(Encoding.UTF8.GetBytes($"[{Encoding.UTF8.GetString(stored.Input.Span)}]")),
                Response = stored is null ? null : OpenedCall.Indent(stored.Response.Span),
            };
        }

        // A page is listed newest first, so the page after the id that follows the requested one begins with it.
        var page = await rejections.ListAsync(
            new RejectionFilter { Team = me.TeamId, Limit = 1, After = RequestId.NewAfter(id, DateTimeOffset.UnixEpoch) },
                cancellationToken);
        var rejected = page.Rejections is [var found] && found.Id == id ? found : null;
        return new OpenedCall
        {
            Id = id,
            Rejected = rejected,
            KeyName = rejected is null ? "" : (await keys.FindAsync(me.TeamId, rejected.KeyId, cancellationToken))?.Name
                ?? rejected.KeyId.ToString(),
        };
    }
}
