using JusInfer.Portal.Hosting;

var builder = WebApplication.CreateBuilder(PortalArguments.Of(args));
builder.AddPortal();
var app = builder.Build();
if (AuditCommand.IsRequestedBy(args)) return await AuditCommand.RunAsync(app, args, Console.Out, CancellationToken.None);
if (SecretsCommand.IsRequestedBy(args)) return await SecretsCommand.RunAsync(app, args, Console.Out, CancellationToken.None);
app.UsePortal();
return await app.RunPortalAsync();
