using System.Text.Json.Serialization;
using JusInfer.Portal.Accounts.Tokens;

namespace JusInfer.Portal.Reports.Views;

/// <summary>The tokens of a sign-in. <c>expires_in</c> is the lifetime of the access token in seconds.</summary>
internal sealed record TokensView(
    string AccessToken, string RefreshToken, int ExpiresIn, UserView User, [property: JsonPropertyName("tenant")] TeamNameView Team)
{
    public static TokensView From(TokenPair pair) => new(
        pair.Access.Reveal(),
        pair.Refresh.Reveal(),
        (int)pair.ExpiresIn.TotalSeconds,
        new UserView(pair.Who.UserId.ToString(), pair.Who.Email, pair.Who.IsOperator),
        new TeamNameView(pair.Who.Team.Id.ToString(), pair.Who.Team.Name));
}

internal sealed record UserView(string Id, string Email, bool IsOperator);

internal sealed record TeamNameView(string Id, string Name);
