namespace JusInfer.Portal.Accounts;

/// <summary>
/// Takes the verification from addresses of <see cref="OperatorOptions"/> that a provider has verified before they were listed, so that
/// nobody who had an account with such an address becomes an operator when it is added.
/// </summary>
internal sealed class ListedOperators(IOperatorStore store, OperatorOptions options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => options.Emails is [] ? Task.CompletedTask
        : store.UnverifyAsync(options.Emails, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
