namespace JusInfer.Portal.Accounts;

/// <summary>Makes an account the first operator, with a token of the setup link.</summary>
internal sealed partial class FirstOperator(SetupToken setup, IOperatorStore operators, ILogger<FirstOperator> logger)
{
    /// <summary>Makes a stored account the operator; the error says why not.</summary>
    public async Task<RequestError?> ClaimAsync(UserId user, Secret token, CancellationToken cancellationToken)
    {
        if (!await setup.IsValidAsync(token, cancellationToken) || !await operators.TryClaimFirstAsync(user, cancellationToken))
            return new RequestError.Forbidden(SetupToken.Invalid);
        LogClaimed(user);
        return null;
    }

    [LoggerMessage(LogEvents.OperatorClaimed, LogLevel.Information, "User {User} used the setup link and is the operator of this installation")]
    private partial void LogClaimed(UserId user);
}
