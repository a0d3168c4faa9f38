using JusInfer.Portal.Hosting;

return await PortalProgram.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
