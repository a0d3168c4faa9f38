using System.Security.Claims;
using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Spending.Wallet;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>The monthly statement of the page Wallet as CSV. A browser requests it with the session cookie.</summary>
internal static class StatementDownload
{
    public const string Path = "/developer/statement.csv";

    public static void MapStatementDownload(this IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path, DownloadAsync)
        .RequireAuthorization(static policy => policy.AddAuthenticationSchemes(Schemes.Pages).RequireAuthenticatedUser())
        .ExcludeFromDescription();

    private static async Task<Results<FileContentHttpResult, ForbidHttpResult>> DownloadAsync(
        ClaimsPrincipal principal, [FromQuery(Name = "month")] string? asked, HttpResponse response, SignedInResolver resolver, IWalletStore wallets, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await resolver.ResolveAsync(principal, cancellationToken) is not { } me) return TypedResults.Forbid();
        var month = StatementMonth.Parse(asked, time.GetUtcNow());
        var statement = await wallets.ReadStatementAsync(me.Team.Id, month, month.AddMonths(1), cancellationToken);
        response.Headers[HeaderNames.CacheControl] = "no-store";
        return TypedResults.File(Encoding.UTF8.GetBytes(Write(StatementMonth.Format(month), statement)), CsvLine.ContentType, $"jusinfer-statement-{StatementMonth.Format(month)}.csv");
    }

    private static string Write(string month, WalletStatement statement)
    {
        var text = new StringBuilder(CsvLine.Of(["month", "line", "entries", "requests", "amount_usd"]));
        text.Append(CsvLine.Of([month, "opening_balance", "", "", statement.Opening]));
        foreach (var line in statement.Lines) text.Append(CsvLine.Of([month, EnumFormat.Format(line.Kind), line.Entries, line.Requests, line.Amount]));
        return text.Append(CsvLine.Of([month, "closing_balance", "", "", statement.Closing])).ToString();
    }
}
