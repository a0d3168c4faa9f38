using JusInfer.Portal.Hosting;

var builder = WebApplication.CreateBuilder(PortalArguments.Of(args));
builder.AddPortal();
var app = builder.Build();
app.UsePortal();
return await app.RunPortalAsync();
