from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "yifa.demo"
    label = "demo"
    verbose_name = "演示"

    def ready(self) -> None:
        from yifa.demo import fill, published
        from yifa.kernel.figure.published import register_published

        fill.register()
        register_published(published.TEXTS, published.NUMBERS, published.CROSSES)
