namespace Grainwatch.Cli.Shop;

/// <summary>Something that the shop logs now and then.</summary>
/// <param name="Weight">How often, against all other kinds.</param>
/// <param name="Message">With <c>{order}</c>, <c>{user}</c>, <c>{product}</c>, <c>{ms}</c>, <c>{slow}</c> (a long time in ms), <c>{n}</c> to be filled in.</param>
/// <param name="ErrorCode">Empty when it is no error.</param>
sealed record LogKind(string Service, string Severity, double Weight, string Message, string ErrorCode = "");
